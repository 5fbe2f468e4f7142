import { announce, closest, find, findAll, isTyping, make } from "./dom";

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

/** In the draft its whole history is undone and done again; elsewhere the newest message's operation is undone. */
function historyForm(again: boolean): HTMLFormElement | null {
  const draft = find<HTMLFormElement>(`form[data-history=${again ? "redo" : "undo"}]`);
  if (find("[data-outline]") || again) return draft;
  return findAll<HTMLFormElement>("#toasts form[data-undo]").at(-1) ?? null;
}

function undoLast(event: KeyboardEvent): void {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || (key !== "z" && key !== "y") || isTyping(event)) return;
  const again = key === "y" || event.shiftKey;
  const form = historyForm(again);
  if (form || find("[data-outline]")) event.preventDefault();
  if (form) form.requestSubmit();
  else if (find("[data-outline]")) announce(again ? "There is nothing to do again." : "There is nothing to undo.");
}

export function startToasts(): void {
  const home = region();
  if (!home) return;
  findAll<HTMLElement>(".toast", home).forEach(expire);
  new MutationObserver(() => findAll<HTMLElement>(".toast", home).forEach(expire)).observe(home, { childList: true });
  document.addEventListener("click", (event) => closest(event, "[data-close-toast]")?.closest(".toast")?.remove());
  document.addEventListener("keydown", undoLast);
}
