// The Line of Sight picture: what is pointed at or focused keeps its chain, the rest steps back.
import { closest, find, findAll } from "./dom";

type Mark = SVGElement | HTMLElement;

const words = (text: string | undefined): string[] => (text ?? "").split(" ").filter(Boolean);

function chainOf(node: Mark): Set<string> {
  return new Set([node.dataset["node"] ?? "", ...words(node.dataset["chain"])]);
}

function light(picture: Element, node: Mark): void {
  const chain = chainOf(node);
  for (const other of findAll<Mark>("[data-node]", picture)) other.classList.toggle("lit", chain.has(other.dataset["node"] ?? ""));
  for (const link of findAll<Mark>("[data-link]", picture)) {
    link.classList.toggle("lit", words(link.dataset["link"]).every((end) => chain.has(end)));
  }
  picture.classList.add("dimming");
  say(picture, node.dataset["says"] ?? "");
}

function clear(picture: Element): void {
  picture.classList.remove("dimming");
  say(picture, "");
}

function say(picture: Element, text: string): void {
  const line = find<HTMLElement>(".chain-says", picture.closest(".sight") ?? document);
  if (!line) return;
  line.textContent = text;
}

/** `[` goes one level up the chain, `]` one level down, to the first node that belongs to it. */
function walk(node: Mark, by: 1 | -1): void {
  const picture = node.closest(".los");
  if (!picture) return;
  const level = Number(node.dataset["level"]) + by;
  const chain = chainOf(node);
  const next = findAll<SVGAElement>(`[data-level="${level}"]`, picture).find((other) => chain.has(other.dataset["node"] ?? ""));
  next?.focus();
}

function follow(type: "mouseover" | "focusin"): void {
  document.addEventListener(type, (event) => {
    const node = closest<Mark>(event, ".los [data-node]");
    const picture = node?.closest(".los");
    if (node && picture) light(picture, node);
  });
}

function leave(type: "mouseout" | "focusout"): void {
  document.addEventListener(type, (event) => {
    const picture = closest(event, ".los");
    if (!picture) return;
    const focused = picture.contains(document.activeElement) ? document.activeElement : null;
    if (type === "mouseout" && focused instanceof SVGElement && focused.dataset["node"]) light(picture, focused);
    else clear(picture);
  });
}

export function startChains(): void {
  follow("mouseover");
  follow("focusin");
  leave("mouseout");
  leave("focusout");
  document.addEventListener("keydown", (event) => {
    const node = closest<Mark>(event, ".los [data-node]");
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== "[" && event.key !== "]") return;
    event.preventDefault();
    walk(node, event.key === "]" ? 1 : -1);
  });
}
