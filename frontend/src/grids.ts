// A table of figures as one stop of the Tab key, walked by arrows (ARIA grid). Without scripts it is a plain table.
import { closest, findAll } from "./dom";

type Cell = HTMLTableCellElement;

const rowsOf = (table: HTMLTableElement): HTMLTableRowElement[] => Array.from(table.rows).filter((row) => row.cells.length > 1);

/** What takes the focus: a cell's link, so that Enter follows it, or the cell itself. */
const stop = (cell: Cell): HTMLElement => cell.querySelector<HTMLElement>("a") ?? cell;

function prepare(table: HTMLTableElement): void {
  table.setAttribute("role", "grid");
  const cells = rowsOf(table).flatMap((row) => Array.from(row.cells));
  cells.forEach((cell) => (stop(cell).tabIndex = -1));
  const first = cells.find((cell) => cell.querySelector("a")) ?? cells[0];
  if (first) stop(first).tabIndex = 0;
}

function go(table: HTMLTableElement, row: number, column: number): void {
  const rows = rowsOf(table);
  const cells = rows[Math.min(rows.length - 1, Math.max(0, row))]?.cells;
  const cell = cells?.[Math.min(cells.length - 1, Math.max(0, column))];
  if (!cell) return;
  findAll<HTMLElement>("[tabindex='0']", table).forEach((other) => (other.tabIndex = -1));
  stop(cell).tabIndex = 0;
  stop(cell).focus();
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function onKey(event: KeyboardEvent): void {
  const cell = closest<Cell>(event, "table[data-grid] :is(td, th)");
  const table = cell?.closest("table");
  if (!cell || !table || event.altKey || event.metaKey || event.shiftKey) return;
  const rows = rowsOf(table);
  const row = rows.indexOf(cell.parentElement as HTMLTableRowElement);
  const column = cell.cellIndex;
  const moves: Record<string, [number, number]> = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    Home: [event.ctrlKey ? 0 : row, 0],
    End: [event.ctrlKey ? rows.length : row, Infinity],
  };
  const to = moves[event.key];
  if (!to || (event.ctrlKey && event.key.startsWith("Arrow"))) return;
  event.preventDefault();
  go(table, ...to);
}

export function startGrids(): void {
  findAll<HTMLTableElement>("table[data-grid]").forEach(prepare);
  document.addEventListener("keydown", onKey);
}
