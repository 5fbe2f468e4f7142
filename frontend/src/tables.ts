import { closest, find, findAll } from "./dom";

const busy = "a, button, input, select, textarea, label, summary, details";

function rows(): HTMLElement[] {
  const list = document.activeElement?.closest("[data-rows]") ?? find("[data-rows]");
  return list ? findAll<HTMLElement>("[data-row], tbody tr:has(.row-link)", list) : [];
}

const target = (row: HTMLElement): HTMLElement => find<HTMLElement>(".row-link, a, button", row) ?? row;

/** Moves focus by rows in the list that has it, or enters the first list of the page. */
export function step(by: 1 | -1): void {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  if (!next) return;
  const element = target(next);
  if (element === next && !next.hasAttribute("tabindex")) next.tabIndex = -1;
  element.focus();
}

/** A table that does not scroll is no stop of the Tab key: its frame is watched, and itself, which grows when a font arrives. */
const fitting = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const wrap = target.closest<HTMLElement>(".table-wrap");
    if (wrap) wrap.tabIndex = wrap.scrollWidth > wrap.clientWidth ? 0 : -1;
  }
});

function watchTables(): void {
  findAll(".table-wrap[tabindex], .table-wrap[tabindex] > table").forEach((part) => fitting.observe(part));
}

/** A click anywhere in a row follows its link, unless it chose something else or selected text. */
export function startTables(): void {
  watchTables();
  document.addEventListener("htmx:after:swap", watchTables);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(busy)) return;
    const row = closest<HTMLElement>(event, "tbody tr");
    const link = row && find<HTMLAnchorElement>(".row-link", row);
    if (link && !String(getSelection())) link.click();
  });
}
