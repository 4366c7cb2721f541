import { describe, expect, it } from 'vitest';
import { Opened } from '../../../core/base/closing.js';
import { loadRooms, ROOMS } from '../index.js';
import { type MadeServices, makeServices, type ServiceContext } from './make-services.js';

/** No room looks at its ground here. */
const GROUND = {} as ServiceContext;
const room = (name: string, made: { services: object } & Omit<MadeServices, 'services'>) => ({
  name,
  services: () => made as MadeServices,
});
const ALL = {
  ingest: 1,
  reading: 1,
  subjects: 1,
  metrics: 1,
  producers: 1,
  log: 1,
  identity: 1,
  registry: 1,
  audits: 1,
  auditResults: 1,
  retention: 1,
  pendingInferences: 1,
  monitor: 1,
  alerts: 1,
  stopSwitch: 1,
  incidents: 1,
  gates: 1,
  rules: 1,
  ends: 1,
  auditRuns: 1,
  decisionSearch: 1,
  trainingRows: 1,
  explained: 1,
  adverseQueue: 1,
  explanationsTold: 1,
};

describe('the services of the rooms', () => {
  it('are joined, with their jobs', () => {
    const { retention, ...rest } = ALL;
    const job = { name: 'erase' } as unknown as NonNullable<MadeServices['jobs']>[number];
    const rooms = [
      room('most', { services: rest }),
      { name: 'commands alone' },
      room('last', { services: { retention }, jobs: [job] }),
    ];
    expect(makeServices(rooms, GROUND, new Opened())).toEqual({ services: ALL, jobs: [job] });
  });

  it('are refused by name where two rooms make one, or none does', () => {
    const twice = [room('a', { services: ALL }), room('b', { services: { registry: 2 } })];
    expect(() => makeServices(twice, GROUND, new Opened())).toThrow(
      'the rooms a and b both make the service "registry"',
    );
    const { identity: _, ...rest } = ALL;
    expect(() => makeServices([room('a', { services: rest })], GROUND, new Opened())).toThrow(
      'no room makes the service "identity"',
    );
  });

  it('are closed in the order that their room gives, those of later rooms first, also when a later room fails', async () => {
    const closed: string[] = [];
    const opened = new Opened();
    const close = (name: string) => () => closed.push(name);
    const rooms = [
      room('first', { services: ALL, closers: [close('work'), close('thread')] }),
      room('second', { services: {}, closers: [close('listener')] }),
      {
        name: 'third',
        services: () => {
          throw new Error('no key');
        },
      },
    ];
    expect(() => makeServices(rooms, GROUND, opened)).toThrow('no key');
    await opened.close();
    expect(closed).toEqual(['listener', 'work', 'thread']);
  });

  it('are declared by the rooms of the product, and the control plane names no room', async () => {
    const makers = (await loadRooms()).filter(({ services }) => services !== undefined).map(({ name }) => name);
    expect(makers.toSorted()).toEqual([
      'alerts',
      'audits',
      'decision-search',
      'decisions',
      'explanations',
      'gates',
      'identity',
      'incidents',
      'intake',
      'ledger',
      'mitigation',
      'monitor',
      'oversight',
      'registry',
      'retention',
      'stops',
      'subjects',
      'system-ends',
      'training-rows',
    ]);
    const { readFile } = await import('node:fs/promises');
    const text = await readFile(new URL('../../server/control-plane.ts', import.meta.url), 'utf8');
    const imported = [...text.matchAll(/from '\.\/(\w+)\//g)].map(([, folder]) => folder);
    expect(imported.filter((folder) => ROOMS.some(({ name }) => name === folder))).toEqual([]);
  });
});
