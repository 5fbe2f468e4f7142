import { closest, find, findAll } from "./dom";

/** A menu is a <details>: it works alone; this closes it on Escape, on a click elsewhere and on a choice. */
export function startMenus(): void {
  document.addEventListener("click", (event) => {
    const mine = closest(event, "details.menu");
    findAll<HTMLDetailsElement>("details.menu[open]").filter((menu) => menu !== mine).forEach((menu) => (menu.open = false));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = find<HTMLDetailsElement>("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    find<HTMLElement>("summary", menu)?.focus();
  });
  document.addEventListener("click", (event) => {
    const opener = closest<HTMLElement>(event, "[data-dialog]");
    if (opener) {
      event.preventDefault();
      find<HTMLDialogElement>(`#${opener.dataset["dialog"]}`)?.showModal();
    }
    const dialog = event.target instanceof HTMLDialogElement ? event.target : null;
    if (dialog || closest(event, "[data-close]")) closest<HTMLDialogElement>(event, "dialog")?.close();
  });
}
