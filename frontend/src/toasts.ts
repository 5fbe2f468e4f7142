import { closest, find, findAll, isTyping, make } from "./dom";

const shownFor = 10_000;

function region(): HTMLElement | null {
  return find<HTMLElement>("#toasts");
}

/** Leaves after ten seconds, but never while someone points at it or has focus in it; bad news stays. */
function expire(element: HTMLElement): void {
  if (element.dataset["timed"] || element.classList.contains("bad")) return;
  element.dataset["timed"] = "yes";
  const leave = (): void => {
    if (element.matches(":hover, :focus-within")) setTimeout(leave, 2000);
    else element.remove();
  };
  setTimeout(leave, shownFor);
}

export function toast(text: string, kind = ""): void {
  const element = make("div", `toast ${kind}`.trim());
  const close = make("button", "button small", "Close");
  close.setAttribute("data-close-toast", "");
  (close as HTMLButtonElement).type = "button";
  element.append(make("p", "", text), close);
  region()?.append(element);
  expire(element);
}

function undoLast(event: KeyboardEvent): void {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z" || isTyping(event)) return;
  const last = findAll<HTMLFormElement>("#toasts form[data-undo]").at(-1);
  if (!last) return;
  event.preventDefault();
  last.requestSubmit();
}

export function startToasts(): void {
  const home = region();
  if (!home) return;
  findAll<HTMLElement>(".toast", home).forEach(expire);
  new MutationObserver(() => findAll<HTMLElement>(".toast", home).forEach(expire)).observe(home, { childList: true });
  document.addEventListener("click", (event) => closest(event, "[data-close-toast]")?.closest(".toast")?.remove());
  document.addEventListener("keydown", undoLast);
}
