// Dialog + combobox + grouped listbox. Local commands answer at once; the server's results join them.
import { announce, closest, find, findAll, make } from "./dom";

interface Item {
  group: string;
  label: string;
  note?: string;
  url?: string;
  run?: () => void;
}

interface Found {
  group?: string;
  label: string;
  note?: string;
  url: string;
}

const wait = 120;
let dialog: HTMLDialogElement | null = null;
let before: HTMLElement | null = null;
let timer = 0;
let asked = 0;
let shown: Item[] = [];
let selected = 0;

const input = (): HTMLInputElement | null => find<HTMLInputElement>("#palette-query");
const list = (): HTMLElement | null => find<HTMLElement>("#palette-list");

function fromPage(): Item[] {
  const links = findAll<HTMLAnchorElement>("a[data-command]").map((link) => ({
    group: "Go to",
    label: link.dataset["command"] || link.textContent?.trim() || "",
    note: link.dataset["go"] ? `g ${link.dataset["go"]}` : "",
    url: link.href,
  }));
  const buttons = findAll<HTMLElement>("button[data-command], summary[data-command]").map((button) => ({
    group: "Do",
    label: button.dataset["command"] ?? "",
    note: button.dataset["key"] ?? "",
    run: () => button.click(),
  }));
  const seen = new Set<string>();
  return [...buttons, ...links].filter((item) => !seen.has(item.label) && Boolean(seen.add(item.label)));
}

/** Every letter of the query in order: "rsk" finds "Risk"; a run of letters at a word's start counts more. */
function score(label: string, query: string): number {
  const text = label.toLowerCase();
  const at = text.indexOf(query);
  if (at >= 0) return at === 0 || text[at - 1] === " " ? 3 : 2;
  let from = 0;
  for (const letter of query) {
    from = text.indexOf(letter, from) + 1;
    if (!from) return 0;
  }
  return 1;
}

function local(query: string): Item[] {
  if (!query) return fromPage();
  return fromPage()
    .map((item) => ({ item, points: score(item.label, query) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .map(({ item }) => item);
}

function option(item: Item, index: number): HTMLElement {
  const element = make("div");
  element.id = `palette-option-${index}`;
  element.setAttribute("role", "option");
  element.dataset["index"] = String(index);
  element.append(make("span", "", item.label), make("span", "note", item.note ?? ""));
  return element;
}

function group(name: string, items: [Item, number][]): HTMLElement {
  const element = make("div");
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", name);
  const head = make("div", "", name);
  head.setAttribute("role", "presentation");
  element.append(head, ...items.map(([item, index]) => option(item, index)));
  return element;
}

function mark(): void {
  findAll<HTMLElement>("[role=option]", list() ?? document).forEach((element) => {
    const is = element.dataset["index"] === String(selected);
    element.setAttribute("aria-selected", String(is));
    if (is) element.scrollIntoView({ block: "nearest" });
  });
  const active = shown.length ? `palette-option-${selected}` : "";
  if (active) input()?.setAttribute("aria-activedescendant", active);
  else input()?.removeAttribute("aria-activedescendant");
}

function draw(items: Item[], query: string): void {
  const names = [...new Set(items.map((item) => item.group))];
  shown = names.flatMap((name) => items.filter((item) => item.group === name));
  selected = 0;
  const groups = names.map((name) => group(name, shown.map((item, i): [Item, number] => [item, i]).filter(([item]) => item.group === name)));
  list()?.replaceChildren(...groups);
  const nothing = find<HTMLElement>("#palette-nothing");
  if (nothing) nothing.hidden = items.length > 0;
  if (nothing && query) nothing.textContent = `Nothing matches “${query}”. Try a project's name, its key or a page.`;
  mark();
}

async function remote(query: string): Promise<Item[]> {
  const url = dialog?.dataset["search"];
  if (!url || query.length < 2) return [];
  const answer = await fetch(`${url}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return [];
  const body = (await answer.json()) as { results: Found[] };
  return body.results.map((found) => ({ group: "Found", ...found }));
}

async function search(): Promise<void> {
  const query = input()?.value.trim().toLowerCase() ?? "";
  const turn = ++asked;
  const here = local(query);
  draw(here, query);
  const there = await remote(query).catch(() => []);
  if (turn !== asked || !there.length) return;
  draw([...here.slice(0, 6), ...there], query);
  announce(`${shown.length} results`);
}

function choose(): void {
  const item = shown[selected];
  if (!item) return;
  close();
  if (item.run) item.run();
  else if (item.url) location.assign(item.url);
}

function move(to: number): void {
  if (!shown.length) return;
  selected = (to + shown.length) % shown.length;
  mark();
}

const moves: Record<string, () => void> = {
  ArrowDown: () => move(selected + 1),
  ArrowUp: () => move(selected - 1),
  Enter: choose,
};

function open(): void {
  const field = input();
  if (!dialog || !field || dialog.open) return;
  before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  field.value = "";
  dialog.showModal();
  field.focus();
  void search();
}

function close(): void {
  dialog?.close();
  before?.focus();
}

export function startPalette(): void {
  dialog = find<HTMLDialogElement>("#palette");
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    if (closest(event, "[data-palette]")) {
      event.preventDefault();
      open();
    }
    const hit = closest<HTMLElement>(event, "#palette-list [role=option]");
    if (hit) {
      selected = Number(hit.dataset["index"]);
      choose();
    }
  });
  dialog?.addEventListener("close", () => before?.focus());
  input()?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), wait);
  });
  input()?.addEventListener("keydown", (event) => {
    const act = moves[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
