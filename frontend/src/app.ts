// One file per behaviour; every page reads and posts without any of them.
import "htmx.org/dist/htmx.esm.js";
import { startChains } from "./chain";
import { startDensity } from "./density";
import { startErrors } from "./errors";
import { startForms } from "./forms";
import { startGrids } from "./grids";
import { startKeys } from "./keys";
import { startMenus } from "./menus";
import { startOutline } from "./outline";
import { startPalette } from "./palette";
import { startPlaces } from "./places";
import { startTables } from "./tables";
import { startTheme } from "./theme";
import { startToasts } from "./toasts";
import { startTwins } from "./twins";

function start(): void {
  startTheme();
  startDensity();
  startForms();
  startErrors();
  startToasts();
  startMenus();
  startTwins();
  startTables();
  startPalette();
  startOutline();
  startGrids();
  startPlaces();
  startKeys();
  startChains();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
