import { dirname } from 'node:path';

const TEST = /\.test\.ts$/;
/** The list of rooms names every room and loads each late: what reads the list leans on none of them by name. */
const LIST = 'src/apps/rooms/index.ts';

/**
 * Folders of source that lean on each other: a circle of files can hide behind two doors. Tests are left out, for they may
 * look at anything. Each circle is told with one import for each of its steps.
 */
export function folderCircles(modules) {
  const arrows = folderArrows(modules);
  return strongComponents(arrows)
    .filter((folders) => folders.length > 1)
    .map((folders) => steps(arrows, new Set(folders)));
}

/** For every folder the folders that its files import, each with one such import. */
function folderArrows(modules) {
  const arrows = new Map();
  for (const { source, dependencies } of modules) {
    if (!source.startsWith('src/') || TEST.test(source) || source === LIST) continue;
    const from = dirname(source);
    if (!arrows.has(from)) arrows.set(from, new Map());
    for (const { resolved } of dependencies) {
      const to = dirname(resolved);
      if (resolved.startsWith('src/') && to !== from) arrows.get(from).set(to, `${source} -> ${resolved}`);
    }
  }
  return arrows;
}

/** Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972). */
function strongComponents(arrows) {
  const order = new Map();
  const low = new Map();
  const open = [];
  const found = [];
  const visit = (folder) => {
    order.set(folder, order.size);
    low.set(folder, order.get(folder));
    open.push(folder);
    for (const to of arrows.get(folder)?.keys() ?? []) {
      if (!order.has(to)) visit(to);
      if (open.includes(to)) low.set(folder, Math.min(low.get(folder), low.get(to)));
    }
    if (low.get(folder) === order.get(folder)) found.push(open.splice(open.indexOf(folder)));
  };
  for (const folder of arrows.keys()) if (!order.has(folder)) visit(folder);
  return found;
}

const steps = (arrows, folders) =>
  [...folders].flatMap((from) => [...arrows.get(from)].flatMap(([to, told]) => (folders.has(to) ? [told] : [])));
