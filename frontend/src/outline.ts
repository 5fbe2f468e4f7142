// The draft's outline edited like a text editor: each key sends what a button of the page sends too.
import { announce, closest, find, findAll } from "./dom";

const memory = "northing-outline";
const told = "Tab and Shift Tab change the level. Escape, then Tab leaves.";

// Tab changes the level only after somebody has begun to work here, so that passing through never edits.
let working = false;
// While one edit is on its way, further keys wait for the page that it leads to.
let sent = false;

const outline = (): HTMLElement | null => find<HTMLElement>("[data-outline]");
const links = (): HTMLElement[] => findAll<HTMLElement>("[data-item]", outline() ?? document.createElement("div"));
const chosen = (): HTMLElement | null => find<HTMLElement>("[data-outline] [data-item][aria-current=true]");

/** The outline is one stop of the Tab key, at the item that had focus last. */
function stopAt(link: HTMLElement | null): void {
  links().forEach((other) => (other.tabIndex = other === link ? 0 : -1));
}

function begin(): void {
  if (!working) announce(told);
  working = true;
}

function focus(link: HTMLElement | null | undefined): void {
  if (!link) return;
  stopAt(link);
  link.focus();
}

function send(fields: Record<string, string>, kind: "move" | "add", memo: string): void {
  const form = find<HTMLFormElement>("#outline-form");
  if (!form || sent) return;
  sent = true;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement("input");
    [input.type, input.name, input.value] = ["hidden", name, value];
    form.append(input);
  }
  sessionStorage.setItem(memory, memo);
  form.action = form.dataset[kind] ?? "";
  form.submit();
}

const move = (link: HTMLElement, way: string): void => send({ item: link.dataset["item"] ?? "", way }, "move", "item");

/** The place in the page after which a new item stands: the last row that belongs to it, the list entry, a whole goal. */
function place(link: HTMLElement): HTMLElement | null {
  let row = link.closest<HTMLElement>("tr, li, section[id]");
  while (link.dataset["item"]?.startsWith("objective:") && row?.nextElementSibling?.querySelector("[data-item^='measure:']")) {
    row = row.nextElementSibling as HTMLElement;
  }
  return row;
}

function typeBelow(link: HTMLElement): void {
  const item = link.dataset["item"] ?? "";
  const kind = item.split(":")[0] ?? "";
  const after = place(link);
  if (!after || kind === "plan" || kind === "weights") return;
  const entry = document.createElement("input");
  entry.type = "text";
  entry.className = "outline-new";
  entry.placeholder = `Name of the new ${kind}`;
  entry.setAttribute("aria-label", `Name of the new ${kind} below ${link.textContent?.trim() ?? ""}`);
  const row = document.createElement(after.tagName === "SECTION" ? "div" : after.tagName);
  if (after.tagName === "TR") {
    const cell = document.createElement("td");
    cell.colSpan = 9;
    cell.append(entry);
    row.append(cell);
  } else row.append(entry);
  after.after(row);
  entry.focus();
  const leave = (): void => {
    focus(link);
    row.remove();
  };
  entry.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || (event.key === "Enter" && !entry.value.trim())) {
      event.preventDefault();
      leave();
    } else if (event.key === "Enter") {
      event.preventDefault();
      send({ item, add: kind, new_name: entry.value, from: "outline" }, "add", "below");
    }
  });
  entry.addEventListener("blur", () => setTimeout(() => entry.value.trim() || row.remove()));
}

function step(link: HTMLElement, by: number): void {
  const all = links();
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(link) + by))];
  begin();
  focus(next);
}

function plain(event: KeyboardEvent, link: HTMLElement): boolean {
  switch (event.key) {
    case "ArrowDown":
      return step(link, 1), true;
    case "ArrowUp":
      return step(link, -1), true;
    case "Home":
      return step(link, -links().length), true;
    case "End":
      return step(link, links().length), true;
    case "Enter":
      begin();
      if (link !== chosen()) return false;
      return typeBelow(link), true;
    case "F2":
      find<HTMLElement>("#inspector input:not([type=hidden]), #inspector textarea")?.focus();
      return link === chosen();
    case "Escape":
      if (working) announce("Tab moves on again.");
      working = false;
      return true;
    default:
      return false;
  }
}

function onKey(event: KeyboardEvent): void {
  const link = closest<HTMLElement>(event, "[data-outline] [data-item]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
  if (event.key === "Tab" && working && !event.altKey) move(link, event.shiftKey ? "higher" : "deeper");
  else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) move(link, event.key === "ArrowUp" ? "up" : "down");
  else if (event.altKey || event.shiftKey || !plain(event, link)) return;
  event.preventDefault();
}

/** After an edit the page is a new one: go on where the last one was left, and say what came of it. */
function resume(): void {
  const memo = sessionStorage.getItem(memory);
  sessionStorage.removeItem(memory);
  if (!memo) return;
  working = true;
  const problem = find<HTMLElement>("#inspector [role=alert], .summary-errors")?.textContent?.trim();
  const message = find<HTMLElement>("#toasts .toast p")?.textContent?.trim();
  const link = chosen();
  const goOn = (): void => {
    focus(link);
    if (memo === "below" && link && !problem) typeBelow(link);
    announce(problem ?? message ?? "");
  };
  // The browser goes to the address's fragment once the page is there, and takes focus away when it does.
  if (document.readyState === "complete") goOn();
  else addEventListener("load", () => setTimeout(goOn, 50), { once: true });
}

export function startOutline(): void {
  if (!outline()) return;
  addEventListener("pageshow", () => (sent = false));
  stopAt(chosen() ?? links()[0] ?? null);
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => {
    const link = closest<HTMLElement>(event, "[data-outline] [data-item]");
    if (link) stopAt(link);
    else if (!closest(event, ".outline-new")) working = false;
  });
  document.addEventListener("htmx:after:swap", () => {
    stopAt(chosen() ?? links()[0] ?? null);
  });
  findAll<HTMLFormElement>("form[data-history]").forEach((form) =>
    form.addEventListener("submit", () => sessionStorage.setItem(memory, "item")),
  );
  resume();
}
