import { announce, closest, findAll, remember } from "./dom";

const root = document.documentElement;

/** Comfortable or compact rows over the whole product, remembered for the next page. */
export function startDensity(): void {
  findAll<HTMLInputElement>("[data-density-switch]").forEach((box) => (box.checked = root.dataset["density"] === "compact"));
  document.addEventListener("change", (event) => {
    const box = closest<HTMLInputElement>(event, "[data-density-switch]");
    if (!box) return;
    root.dataset["density"] = box.checked ? "compact" : "comfortable";
    remember("density", root.dataset["density"]);
    announce(box.checked ? "Rows are compact" : "Rows are comfortable");
  });
}
