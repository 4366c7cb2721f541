import { storeError } from './fail.js';
import type { Migration } from './migration.js';

const ID = /^([a-z][a-z-]*)\/(\d{4})$/;

/**
 * The migrations of all rooms in an order in which each comes after those before it in its room and after those it names. The order is
 * the same wherever the same rooms are joined. Throws `INTERNAL` when the declarations do not fit together.
 */
export function joinMigrations(rooms: readonly (readonly Migration[])[]): Migration[] {
  for (const room of rooms) demandNumbered(room);
  const all = rooms.flat();
  const known = new Set(all.map(({ id }) => id));
  if (known.size < all.length) throw fault('two rooms bring migrations of one name');
  for (const { id, after = [] } of all) {
    const lost = after.find((one) => !known.has(one));
    if (lost !== undefined) throw fault(`the migration ${id} comes after ${lost}, which no room brings`);
  }
  const joined: Migration[] = [];
  const done = new Set<string>();
  const waiting = rooms.map((room) => [...room]);
  while (joined.length < all.length) {
    const room = waiting.find(([next]) => next?.after?.every((one) => done.has(one)) ?? next !== undefined);
    const next = room?.shift();
    if (next === undefined) throw fault('migrations of rooms wait for one another in a circle');
    joined.push(next);
    done.add(next.id);
  }
  return joined;
}

/** Demands that a room numbers its migrations from 0001 on without a gap, which finds two that were written under one number. */
function demandNumbered(room: readonly Migration[]): void {
  const name = ID.exec(room[0]?.id ?? '')?.[1];
  for (const [i, { id }] of room.entries()) {
    const wanted = `${name}/${String(i + 1).padStart(4, '0')}`;
    if (id !== wanted) throw fault(`the migration ${id} stands where ${wanted} is expected`);
  }
}

const fault = (what: string): Error => storeError('INTERNAL', what, 'Report this. Nothing was changed.');
