import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Most lines of source, tests apart, of one room: what is larger holds two subjects, and nobody sees it whole. */
const MOST_LINES = 5000;

/** Rooms of a wing that have outgrown one room, the largest first. */
export function largeRooms(wing) {
  const rooms = readdirSync(wing, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return rooms
    .map(({ name }) => ({ room: join(wing, name), lines: linesBelow(join(wing, name)), most: MOST_LINES }))
    .filter(({ lines }) => lines > MOST_LINES)
    .sort((a, b) => b.lines - a.lines);
}

function linesBelow(folder) {
  const files = readdirSync(folder, { recursive: true }).filter(
    (file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file),
  );
  return files.reduce((sum, file) => sum + readFileSync(join(folder, file), 'utf8').split('\n').length - 1, 0);
}
