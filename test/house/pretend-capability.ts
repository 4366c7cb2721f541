/**
 * A capability that does nothing useful, with everything that a capability can bring: a table, a setting, an event, an act, a route with a
 * relation, a job, a follower, a metric, a command, a section of the policy. By path below the root of the project.
 */
export const PRETEND_FILES: Readonly<Record<string, string>> = {
  'src/core/policy/open-sections/pretend.ts': `import { z } from 'zod';
import { defineSection } from './define-section.js';

/** The section \`pretend\`: how many decisions are worth a look. */
export const section = defineSection('pretend', { worthALook: z.int().min(1) });
`,
  'src/domain/pretend/index.ts': `import { z } from 'zod';
import { type Acts, defineAct } from '../acts/index.js';
import { defineEvent } from '../log/events/index.js';
import { defineSetting } from '../settings/index.js';

export const countReset = defineEvent('pretend.reset', { system: z.string(), by: z.string() }, 'A count began anew.');
export const resetCount = defineAct('pretend.reset', { enters: [countReset] });
export const pretendStep = defineSetting('pretend.step', z.int().min(1), 1, { guide: 'docs/guides/pretend.md' });

/** What has been counted, in the room's own table. */
export interface CountStore {
  add(n: number): Promise<void>;
  read(): Promise<number>;
  clear(): Promise<void>;
}

export class Pretend {
  swept = 0;
  readonly counts: CountStore;
  readonly acts: Acts<object>;

  constructor(counts: CountStore, acts: Acts<object>) {
    this.counts = counts;
    this.acts = acts;
  }

  reset(system: string, by: string): Promise<void> {
    return this.acts.run(resetCount, async (tx) => {
      await (tx as unknown as { pretendCounts: CountStore }).pretendCounts.clear();
      tx.enter(countReset({ system, by }));
    });
  }
}
`,
  'src/adapters/postgres/pretend/index.ts': `import type { CountStore } from '../../../domain/pretend/index.js';
import type { Sql } from '../engine/sql-access.js';
import { defineStoreRoom } from '../tables/index.js';
import { migration } from './migrations/0001-counts.js';

class PostgresCountStore implements CountStore {
  readonly sql: Sql;

  constructor(sql: Sql) {
    this.sql = sql;
  }

  async add(n: number): Promise<void> {
    await this.sql.query('update pretend_count set n = n + $1', [n]);
  }

  async read(): Promise<number> {
    const [row] = await this.sql.query<{ n: string }>('select n from pretend_count');
    return Number(row!.n);
  }

  async clear(): Promise<void> {
    await this.sql.query('update pretend_count set n = 0');
  }
}

export const pretendTables = defineStoreRoom({
  room: 'pretend',
  migrations: [migration],
  open: ({ sql }): { readonly pretendCounts: CountStore } => ({ pretendCounts: new PostgresCountStore(sql) }),
});
`,
  'src/adapters/postgres/pretend/migrations/0001-counts.ts': `import { defineMigration } from '../../engine/index.js';

export const migration = defineMigration({
  id: 'pretend/0001',
  name: 'counts',
  sql: 'create table pretend_count (n bigint not null); insert into pretend_count values (0);',
});
`,
  'src/apps/cli/commands/pretend/index.ts': `import type { CommandEntry } from '../../frame/api.js';

export const pretendCommands: readonly CommandEntry[] = [
  { name: 'pretend', load: async () => (await import('./pretend.js')).pretendCommand },
];
`,
  'src/apps/cli/commands/pretend/pretend.ts': `import { type CommandSpec, EXIT } from '../../frame/spec.js';

export const pretendCommand: CommandSpec = {
  name: 'pretend',
  summary: 'pretend to do something',
  usage: ['tribune pretend'],
  positionals: { name: '', min: 0, max: 0 },
  options: {},
  examples: ['tribune pretend'],
  run: async (_args, context) => {
    context.out('pretended\\n');
    return EXIT.pass;
  },
};
`,
  'src/apps/server/pretend/index.ts': `import { pretendCommands } from '../../cli/commands/pretend/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const pretend = defineRoom({
  name: 'pretend',
  title: 'Pretending',
  commands: pretendCommands,
  load: async () => (await import('./room.js')).pretendParts,
});
`,
  'src/apps/server/pretend/routes.ts': `import { z } from 'zod';
import type { Pretend } from '../../../domain/pretend/index.js';
import { pretendStep } from '../../../domain/pretend/index.js';
import type { Settings } from '../../../domain/settings/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';

export interface PretendDeps {
  readonly pretend: Pretend;
  readonly settings: Settings;
}

const route = routesOver<PretendDeps>();

export const pretendRoutes: readonly Route<PretendDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/pretend',
    action: 'pretend.read',
    summary: 'What has been counted',
    answer: z.object({ n: z.int(), step: z.int(), swept: z.int() }),
    handle: async (_call, { pretend, settings }) => ({
      n: await pretend.counts.read(),
      step: settings.read(pretendStep),
      swept: pretend.swept,
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/pretend/reset',
    action: 'pretend.reset',
    summary: 'Begin to count anew',
    body: jsonBody(z.strictObject({ system: z.string() })),
    relation: async ({ body }) => (body.system === 'own' ? ['pretender'] : []),
    handle: async ({ body, actor }, { pretend }) => {
      await pretend.reset(body.system, actor);
      return { done: true };
    },
  }),
];
`,
  'src/apps/server/pretend/room.ts': `import { pretendTables } from '../../../adapters/postgres/pretend/index.js';
import { observing } from '../../../core/base/metrics.js';
import { Pretend, countReset, pretendStep, resetCount } from '../../../domain/pretend/index.js';
import { defineJob } from '../../../domain/jobs/index.js';
import { defineFollower } from '../../../domain/followers/index.js';
import type { CountStore } from '../../../domain/pretend/index.js';
import { defineParts } from '../../rooms/define/index.js';
import { type PretendDeps, pretendRoutes } from './routes.js';

export const pretendParts = defineParts<PretendDeps>({
  events: [countReset],
  acts: [resetCount],
  settings: [pretendStep],
  tables: [pretendTables],
  access: {
    rows: {
      'pretend.read': { scopes: ['decisions:read'], roles: { everyone: 'any' } },
      'pretend.reset': { scopes: ['settings:write'], roles: { owner: 'pretender' } },
    },
    relations: { pretender: 'says that the system is the own one' },
  },
  routes: pretendRoutes,
  followers: [
    defineFollower<{ readonly pretendCounts: CountStore }>({
      name: 'pretend',
      log: 'main',
      from: 'beginning',
      wants: 'opened',
      take: async ({ batches }) => {
        const n = batches.reduce((sum, { batch }) => sum + (batch.kind === 'decision' ? batch.n : 0), 0);
        return { write: async ({ pretendCounts }) => (n > 0 ? pretendCounts.add(n) : undefined) };
      },
    }),
  ],
  open: ({ storesOf, acts, settings }) => {
    const { pretendCounts } = storesOf(pretendTables);
    const pretend = new Pretend(pretendCounts, acts);
    const { gauge } = observing(() => pretend.swept);
    return {
      deps: { pretend, settings },
      jobs: [
        defineJob({
          name: 'pretend-sweep',
          everyMs: 200,
          run: async () => {
            pretend.swept += 1;
          },
        }),
      ],
      metrics: [gauge('tribune_pretend_swept', 'Sweeps so far.', (swept) => swept)],
    };
  },
});
`,
};
