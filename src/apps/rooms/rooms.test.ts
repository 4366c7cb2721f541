import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandsOf, loadRooms, ROOMS } from './index.js';

/** Gives the modules and packages that an import of a file loads at once; lazy imports are left out. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [statement, from] of text.matchAll(/^(?:import|export) [^;]*? from '([^']+)';/gms)) {
    if (/^(?:import|export) type /.test(statement)) continue;
    if (from!.startsWith('.')) loadedBy(resolve(dirname(file), from!.replace(/\.js$/, '.ts')), seen);
    else seen.add(from!);
  }
  return seen;
}

describe('the list of rooms', () => {
  it('is light: a command loads names, neither packages nor the domain', () => {
    const loaded = [...loadedBy(resolve(import.meta.dirname, 'index.ts'))];
    const heavy = loaded.filter(
      (file) => !/src\/apps\/(rooms|server\/[\w-]+\/index|cli\/commands\/[\w-]+\/index)/.test(file),
    );
    expect(loaded.length).toBeGreaterThan(10);
    expect(heavy).toEqual([]);
  });

  it('gives each room a name of its own', () => {
    const names = ROOMS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('refuses a command that two rooms bring', () => {
    const commands = [{ name: 'verify', load: () => Promise.reject(new Error('not asked for')) }];
    const room = (name: string) => ({ name, title: name, commands });
    expect(() => commandsOf([room('one'), room('other')])).toThrow('two rooms bring the command "verify"');
  });

  it('loads what the rooms bring', async () => {
    const rooms = await loadRooms();
    expect(rooms.map(({ name }) => name)).toEqual(ROOMS.map(({ name }) => name));
    expect(rooms.flatMap(({ events = [] }) => events).length).toBeGreaterThan(20);
  });
});
