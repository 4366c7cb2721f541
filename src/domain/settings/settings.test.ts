import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodeRuntime } from '../../adapters/runtime/index.js';
import { fakeClock, memorySettingStore } from '../../apps/testing/index.js';
import type { LogEvent } from '../log/ports/index.js';
import { defineSetting, type Setting, Settings, settingsOf, twoPersons } from './index.js';
import type { SettingStore, SettingWatcher } from './ports.js';

const open = defineSetting('gate.open', z.boolean(), false, { guide: 'docs/gate.md', whileUnknown: false });
const limits = defineSetting(
  'limits',
  z.strictObject({ most: z.int().min(1), names: z.array(z.string()).default([]) }),
  { most: 10, names: [] },
  { guide: 'docs/limits.md' },
);

/** A store whose world the test holds: it may be away, and it may fail to tell. */
function world() {
  const events: LogEvent[] = [];
  const inner = memorySettingStore();
  const clock = fakeClock(Date.UTC(2026, 10, 28));
  const problems: unknown[] = [];
  let [isAway, isDeaf] = [false, false];
  const watchers = new Set<SettingWatcher>();
  const store: SettingStore = {
    load: async () => (isAway ? Promise.reject(new Error('no database')) : inner.load()),
    write: async (...change) => (isAway ? Promise.reject(new Error('no database')) : inner.write(...change)),
    watch(watcher) {
      watchers.add(watcher);
      return inner.watch({ changed: () => isDeaf || watcher.changed(), lost: () => watcher.lost() });
    },
  };
  const start = () =>
    Settings.open({ store, clock, onProblem: (cause) => problems.push(cause) }, [open, limits, twoPersons]);
  const change = async (settings: Settings, setting: Setting, document: unknown, by: string): Promise<boolean> => {
    const enter = (event: LogEvent): void => void events.push(event);
    try {
      return await settings.keep({ settings: store, enter }, { setting, document }, by);
    } finally {
      await settings.refresh();
    }
  };
  const lose = (away: boolean): void => {
    [isAway, isDeaf] = [away, true];
    for (const { lost } of watchers) lost();
  };
  const find = (): void => {
    [isAway, isDeaf] = [false, false];
    for (const { changed } of watchers) changed();
  };
  /** No word of changes comes any more, and nobody is told so. */
  const hush = (): void => {
    isDeaf = true;
  };
  return { clock, events, problems, start, change, lose, find, hush, inner };
}
const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await nodeRuntime.turn();
};

describe('a setting', () => {
  it('has its initial value until somebody changes it, and the new one when the change is done, with one entry', async () => {
    const { start, change, events } = world();
    const settings = await start();
    expect([settings.read(open), settings.read(limits)]).toEqual([false, { most: 10, names: [] }]);
    expect(await change(settings, limits, { most: 3 }, 'ada')).toBe(true);
    expect(settings.read(limits)).toEqual({ most: 3, names: [] });
    expect(events).toMatchObject([
      { type: 'setting.changed', payload: { name: 'limits', value: { most: 3 }, by: 'ada' } },
    ]);
  });

  it('is changed by nobody alone once settings take two, though another process said so and no word of it came', async () => {
    const { start, change, events, inner, hush } = world();
    const settings = await start();
    await change(settings, open, true, 'ada');
    hush();
    await inner.write('two-persons', ['settings']);
    for (const [setting, document] of [
      [limits, { most: 3 }],
      [twoPersons, []],
    ] as const)
      await expect(change(settings, setting, document, 'ada')).rejects.toMatchObject({ reason: 'agreement.needed' });
    expect(events).toHaveLength(1);
  });

  it('that is changed to what it is leaves no entry', async () => {
    const { start, change, events } = world();
    const settings = await start();
    expect(await change(settings, open, false, 'ada')).toBe(false);
    expect(await change(settings, open, true, 'ada')).toBe(true);
    expect(await change(settings, open, true, 'ada')).toBe(false);
    expect(await change(settings, open, false, 'ada')).toBe(true);
    expect(events.map(({ payload }) => payload.value)).toEqual([true, false]);
  });

  it('refuses what is not of its schema, every mistake with its place, and nothing is kept', async () => {
    const { start, change, events, inner } = world();
    const settings = await start();
    const refused = change(settings, limits, { most: 0, names: [1], mots: 2 }, 'ada');
    await expect(refused).rejects.toMatchObject({
      code: 'REGISTRY_INVALID',
      message: expect.stringMatching(/limits\.most: .*; limits\.names\[0\]: .*; limits: .*"mots"/),
      remedy: 'The fields are in docs/limits.md.',
    });
    expect([events, (await inner.load()).size]).toEqual([[], 0]);
  });

  it('changed by another process is in force and told to who listens', async () => {
    const { start, inner } = world();
    const settings = await start();
    const told: boolean[] = [];
    const stop = settings.onChange(open, (value) => told.push(value));
    await inner.write('gate.open', true);
    await settle();
    expect([settings.read(open), told]).toEqual([true, [true]]);
    await inner.write('limits', { most: 1 });
    await settle();
    stop();
    await inner.write('gate.open', false);
    await settle();
    expect([settings.read(open), told]).toEqual([false, [true]]);
  });

  it('that a listener cannot take is in force all the same, and other listeners hear of it', async () => {
    const { start, change, problems } = world();
    const settings = await start();
    const told: boolean[] = [];
    settings.onChange(open, () => {
      throw new Error('listener');
    });
    settings.onChange(open, (value) => told.push(value));
    await change(settings, open, true, 'ada');
    expect([settings.read(open), told, problems]).toEqual([true, [true], [new Error('listener')]]);
  });

  it('that opens something is closed while the database is away, another keeps its value; both are back with it', async () => {
    const { start, change, lose, find, clock, problems } = world();
    const settings = await start();
    await change(settings, open, true, 'ada');
    await change(settings, limits, { most: 2 }, 'ada');
    await settle();
    lose(true);
    await clock.advance(3000);
    expect([settings.read(open), settings.read(limits).most]).toEqual([false, 2]);
    expect(problems).toHaveLength(1);
    await expect(settings.readNow(limits)).rejects.toThrow('no database');
    find();
    await settle();
    expect(settings.read(open)).toBe(true);
  });

  it('is read every second while changes are not told', async () => {
    const { start, lose, find, clock, inner } = world();
    const settings = await start();
    await settle();
    lose(false);
    await inner.write('gate.open', true);
    expect(settings.read(open)).toBe(false);
    await clock.advance(1000);
    expect(settings.read(open)).toBe(true);
    // Told again: nothing is read for nothing.
    find();
    await settle();
    await clock.advance(3_600_000);
    expect(settings.read(open)).toBe(true);
    settings.close();
  });

  it('whose change got no answer is in force where the change stands', async () => {
    const { start, change, inner } = world();
    const settings = await start();
    const write = inner.write.bind(inner);
    inner.write = async (...change) => {
      await write(...change);
      throw new Error('the answer was lost');
    };
    await expect(change(settings, open, true, 'ada')).rejects.toThrow('lost');
    expect(settings.read(open)).toBe(true);
  });

  it('kept by an older program in a form that is not read any more is closed, or refused by name', async () => {
    const { start, change, inner } = world();
    await inner.write('gate.open', 'yes');
    await inner.write('limits', { least: 1 });
    await inner.write('of.nobody', 1);
    const settings = await start();
    expect(settings.read(open)).toBe(false);
    expect(() => settings.read(limits)).toThrow(/limits.*cannot be read|cannot be read: limits/);
    await change(settings, limits, { most: 5 }, 'ada');
    expect(settings.read(limits).most).toBe(5);
  });

  it('must be declared, once', async () => {
    const { start, clock } = world();
    const settings = await start();
    const other = defineSetting('other', z.string(), '', { guide: 'docs' });
    expect(() => settings.read(other)).toThrow('no room declares the setting other');
    const deps = { store: memorySettingStore(), clock, random: nodeRuntime, onProblem: () => undefined };
    await expect(Settings.open(deps, [open, open])).rejects.toThrow('settings of one name');
    expect(() => defineSetting('Not a name', z.string(), '', { guide: 'docs' })).toThrow('a name that cannot be');
  });
});

describe('settings of a document', () => {
  const declared = [open, limits];

  it('stand at the place that their names say; the rest is left', () => {
    const { wanted, rest } = settingsOf({ gate: { open: true }, limits: { most: 1 }, systems: [] }, declared);
    expect(wanted.map(({ setting, document }) => [setting.name, document])).toEqual([
      ['gate.open', true],
      ['limits', { most: 1 }],
    ]);
    expect(rest).toEqual({ systems: [] });
    expect(settingsOf({ systems: [] }, declared).wanted).toEqual([]);
  });

  it('are refused with a misspelt word, told the near one, and with another form', () => {
    const refusal = (document: Record<string, unknown>): unknown => {
      try {
        return settingsOf(document, declared);
      } catch (cause) {
        return cause;
      }
    };
    expect(refusal({ gate: { opne: true } })).toMatchObject({
      code: 'REGISTRY_INVALID',
      message: '`gate` has no setting `opne`',
      remedy: 'Did you mean "open"? See docs/gate.md.',
    });
    expect(refusal({ gate: true })).toMatchObject({ message: '`gate` is no mapping' });
    expect(refusal({ gate: null })).toMatchObject({ message: '`gate` is no mapping' });
    expect(refusal({ limits: { most: 0 } })).toMatchObject({ message: expect.stringContaining('limits.most') });
    expect(refusal({ gate: { open: 'yes' } })).toMatchObject({ message: expect.stringContaining('gate.open') });
    expect(refusal({ gate: JSON.parse('{"__proto__": 1}') })).toMatchObject({
      message: '`gate` has no setting `__proto__`',
    });
  });
});
