// In a list that one works through, focus comes back to where it was: to the next entry after something was done.
import { closest, find, findAll } from "./dom";

const memory = "northing-place";

interface Place {
  url: string;
  at: number;
  href: string;
}

const list = (): HTMLElement | null => find<HTMLElement>("[data-keep-place]");
const entries = (): HTMLAnchorElement[] => findAll<HTMLAnchorElement>("[data-row] .row-link", list() ?? document.createElement("div"));
const here = (): string => location.pathname + location.search;

function keep(event: Event): void {
  const row = closest<HTMLElement>(event, "[data-keep-place] [data-row]");
  const link = row && find<HTMLAnchorElement>(".row-link", row);
  if (!link) return;
  const place: Place = { url: here(), at: entries().indexOf(link), href: link.href };
  sessionStorage.setItem(memory, JSON.stringify(place));
}

/** Something was done when a message says so: then the next entry, which is at the same place if the first one left. */
function comeBack(): void {
  const kept = sessionStorage.getItem(memory);
  const place = kept ? (JSON.parse(kept) as Place) : null;
  if (!place || place.url !== here()) return;
  sessionStorage.removeItem(memory);
  const all = entries();
  const still = all.findIndex((link) => link.href === place.href);
  const wasDone = find("#toasts .toast") !== null;
  const at = still >= 0 ? still + (wasDone ? 1 : 0) : place.at;
  all[Math.min(at, all.length - 1)]?.focus();
}

export function startPlaces(): void {
  if (!list()) return;
  document.addEventListener("submit", keep);
  document.addEventListener("click", (event) => void (closest(event, "a") && keep(event)));
  comeBack();
}
