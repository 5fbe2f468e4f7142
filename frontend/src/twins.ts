import { announce, closest, find, findAll } from "./dom";

function turn(figure: HTMLElement): void {
  const table = figure.classList.toggle("as-table");
  const button = find<HTMLElement>("[data-twin]", figure);
  button?.setAttribute("aria-pressed", String(table));
  announce(table ? "Shown as a table" : "Shown as a picture");
}

/** Turns the chart that has focus or the first one on the page into its table and back. */
export function turnNearest(): void {
  const inside = document.activeElement?.closest<HTMLElement>(".figure");
  const figure = inside ?? find<HTMLElement>(".figure:has([data-twin])");
  if (figure) turn(figure);
}

export function startTwins(): void {
  findAll<HTMLElement>("[data-twin]").forEach((button) => (button.hidden = false));
  document.addEventListener("click", (event) => {
    const figure = closest(event, "[data-twin]")?.closest<HTMLElement>(".figure");
    if (figure) turn(figure);
  });
}
