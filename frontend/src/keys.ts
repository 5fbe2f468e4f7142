import { announce, closest, find, findAll, isTyping, make, remember } from "./dom";
import { step } from "./tables";
import { turnNearest } from "./twins";

const pause = 1200;
let waiting = 0;

const lettersOn = (): boolean => document.documentElement.dataset["letters"] !== "off";

function go(letter: string): boolean {
  const link = find<HTMLAnchorElement>(`a[data-go="${CSS.escape(letter)}"]`);
  link?.click();
  return link !== null;
}

function focusFilter(): boolean {
  const filter = find<HTMLElement>("[data-filter], .filters input[type=search]");
  filter?.focus();
  return filter !== null;
}

/** A control may claim a letter itself: data-key="a" inside the row that has focus, or else anywhere on the page. */
function claimed(key: string): boolean {
  const row = document.activeElement?.closest("[data-row], tr, li");
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const control = (row && find<HTMLElement>(selector, row)) ?? find<HTMLElement>(`${selector}:not([data-row] *)`);
  if (!control || control.hasAttribute("disabled")) return false;
  if (control.matches("input, select, textarea")) control.focus();
  else control.click();
  return true;
}

const commands: Record<string, () => boolean | void> = {
  "/": focusFilter,
  "?": () => void find<HTMLButtonElement>("button[data-dialog=keys]")?.click(),
  j: () => step(1),
  k: () => step(-1),
  t: turnNearest,
};

function letter(event: KeyboardEvent): boolean {
  if (Date.now() < waiting) {
    waiting = 0;
    return go(event.key);
  }
  if (event.key === "g") {
    waiting = Date.now() + pause;
    return true;
  }
  if (claimed(event.key)) return true;
  const command = commands[event.key];
  return command ? command() !== false : false;
}

function onKey(event: KeyboardEvent): void {
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  if (event.defaultPrevented || modified || event.key.length !== 1 || isTyping(event)) return;
  if (find("dialog[open]") || !(lettersOn() || event.key === "?")) return;
  if (letter(event)) event.preventDefault();
}

const labelOf = (control: HTMLElement): string =>
  control.getAttribute("aria-label") ?? control.dataset["command"] ?? (control.textContent?.trim() || (control as HTMLInputElement).labels?.[0]?.textContent?.trim() || "");

/** The letters that buttons of this page claim, each once, in the dialog of keys. */
function listClaimed(): void {
  const home = find<HTMLElement>("#keys-here");
  const list = home && find("dl", home);
  if (!home || !list) return;
  const names = new Map<string, string>();
  findAll<HTMLElement>("[data-key]").forEach((control) => {
    const key = control.dataset["key"] ?? "";
    if (key && !names.has(key)) names.set(key, labelOf(control));
  });
  list.replaceChildren(
    ...[...names].map(([key, name]) => {
      const row = make("div");
      const value = make("dd");
      value.append(make("kbd", "", key));
      row.append(make("dt", "", name), value);
      return row;
    }),
  );
  home.hidden = names.size === 0;
}

function switchLetters(on: boolean): void {
  document.documentElement.dataset["letters"] = on ? "on" : "off";
  remember("letters", on ? "on" : "off");
  announce(on ? "Single-letter keys are on" : "Single-letter keys are off");
}

export function startKeys(): void {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => void (closest(event, "[data-dialog=keys]") && listClaimed()));
  findAll<HTMLInputElement>("[data-letters-switch]").forEach((box) => (box.checked = lettersOn()));
  document.addEventListener("change", (event) => {
    const box = closest<HTMLInputElement>(event, "[data-letters-switch]");
    if (box) switchLetters(box.checked);
  });
}
