import { describe, expect, it } from 'vitest';
import { joinMigrations } from './join-migrations.js';
import type { Migration } from './migration.js';

const step = (id: string, ...after: string[]): Migration => ({ id, name: 'x', sql: '', after });
const idsOf = (...rooms: Migration[][]): string[] => joinMigrations(rooms).map(({ id }) => id);

describe('the joined migrations of rooms', () => {
  it('stand in the order of each room, and after those of others that they name', () => {
    const oversight = [step('oversight/0001', 'monitor/0002'), step('oversight/0002')];
    const monitor = [step('monitor/0001'), step('monitor/0002')];
    expect(idsOf(oversight, monitor)).toEqual(['monitor/0001', 'monitor/0002', 'oversight/0001', 'oversight/0002']);
    expect(idsOf([], monitor, [])).toEqual(['monitor/0001', 'monitor/0002']);
  });

  it('may lead back and forth between two rooms', () => {
    const a = [step('a/0001'), step('a/0002', 'b/0001')];
    const b = [step('b/0001', 'a/0001'), step('b/0002', 'a/0002')];
    expect(idsOf(b, a)).toEqual(['a/0001', 'b/0001', 'a/0002', 'b/0002']);
  });

  it('are refused with a hole, a number that is there twice, a foreign name, a name nobody brings, and a circle', () => {
    expect(() => idsOf([step('a/0001'), step('a/0003')])).toThrow('a/0003 stands where a/0002 is expected');
    expect(() => idsOf([step('a/0001'), step('a/0001')])).toThrow('a/0001 stands where a/0002 is expected');
    expect(() => idsOf([step('a/0001'), step('b/0002')])).toThrow('b/0002 stands where a/0002 is expected');
    expect(() => idsOf([step('A 1')])).toThrow('the migration A 1 stands');
    expect(() => idsOf([step('a/0001')], [step('a/0001')])).toThrow('migrations of one name');
    expect(() => idsOf([step('a/0001', 'b/0001')])).toThrow('a/0001 comes after b/0001, which no room brings');
    expect(() => idsOf([step('a/0001', 'b/0001')], [step('b/0001', 'a/0001')])).toThrow('in a circle');
    expect(() => idsOf([step('a/0001', 'a/0002'), step('a/0002')])).toThrow('in a circle');
  });
});
