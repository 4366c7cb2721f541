import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canonicalJson } from '../../../src/core/base/canonical-json.js';
import type { Role } from '../../../src/domain/identity/roles.js';
import { dataFolder, ndjson, realServer, record } from '../../server/support/real.js';
import { decisionsOf, watchedPolicy } from '../../server/support/watched-decisions.js';
import { NEUTRAL } from '../../support/generators/models.js';

/** The built package, whose console is what people get. */
const BUILT = pathToFileURL(`${resolve(import.meta.dirname, '../../../dist')}/`);

/** Scopes of a key whose audits show every cell. */
const AUDITING = ['audit:read', 'decisions:read', 'attributes:read'] as const;

export const PASSWORD = 'a long enough passphrase';
export const DEPLOYMENT = 'compas/prod';
/** A deployment whose model's bytes are kept. */
export const KEPT = 'kept/prod';

/** A whole service with its built console, an account for each role that is asked for, and keys. */
export async function consoleService(options: Parameters<typeof realServer>[1] = {}) {
  const folder = dataFolder();
  const real = await realServer(folder.dir, { moduleRoot: BUILT, ...options });
  const home = `http://localhost:${new URL(real.server.url).port}`;
  const { identity, monitor } = real.server.plane.deps;
  const accounts = new Set<string>();
  /** Makes sure that there is an account of these roles, and gives its name. */
  const account = async (...roles: Role[]): Promise<string> => {
    const name = roles.join('-') || 'nobody';
    if (!accounts.has(name)) await identity.accounts.create({ name, password: PASSWORD, roles }, 'test');
    accounts.add(name);
    return name;
  };
  const post = async (path: string, body: string, type: string): Promise<unknown> => {
    const key = await real.key(
      'registry:write',
      'decisions:write',
      'labels:write',
      'stops:write',
      'incidents:write',
      ...AUDITING,
    );
    const answer = await real.call(path, { key, headers: { 'content-type': type }, body });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  };
  /** Has a model that others built stand on a deployment of its own, with its bytes. */
  const keepModel = async (): Promise<void> => {
    const model = JSON.stringify(NEUTRAL);
    const version = `sha256:${createHash('sha256').update(model).digest('hex')}`;
    const things = {
      models: [{ id: 'kept', system: 'compas' }],
      versions: [{ model: 'kept', digest: version, builtBy: ['bea'] }],
      deployments: [{ id: KEPT, model: 'kept', version, cutoff: 0.5 }],
    };
    await post('/v1/registry', JSON.stringify(things), 'application/json');
    const key = await real.key('registry:write');
    const put = await real.call(`/v1/artifacts/${version}`, { method: 'PUT', key, body: model });
    if (!put.ok) throw new Error(await put.text());
  };
  const readIncident = async (id: string) => {
    const answer = await real.call(`/v1/incidents/${id}`, { key: await real.key('incidents:read') });
    return (await answer.json()) as { readonly revision: number; readonly facts: readonly string[] };
  };
  return {
    ...{ real, home, account, post, readIncident },
    /** Says of an incident what is so besides what was said already, as somebody does. */
    async addFact(id: string, fact: string): Promise<void> {
      const { revision, facts } = await readIncident(id);
      const change = { kind: 'facts', facts: [...facts, fact] };
      await post(`/v1/incidents/${id}/changes`, JSON.stringify({ revision, change }), 'application/json');
    },
    watch: (policy = watchedPolicy({ labelled: false })) =>
      post('/v1/monitor/watches', JSON.stringify({ deployment: DEPLOYMENT, policy }), 'application/json'),
    /** Stops something, as somebody does. */
    stop: (wanted: object) =>
      post('/v1/stops', JSON.stringify({ reason: 'women are refused', ...wanted }), 'application/json'),
    /** Throttles another deployment, on which some are decided as the stop said or allowed, and some against it. */
    async decideWhileStopped(id: string): Promise<void> {
      const deployment = 'parole/prod';
      const version = `sha256:${'3'.repeat(64)}`;
      const things = {
        systems: [{ id: 'parole', purpose: 'parole', domain: 'justice', favourableOutcome: 0, owner: 'board' }],
        models: [{ id: 'parole', system: 'parole' }],
        versions: [{ model: 'parole', digest: version }],
        deployments: [{ id: deployment, model: 'parole', version, cutoff: 0.5 }],
      };
      await post('/v1/registry', JSON.stringify(things), 'application/json');
      const wanted = { id, scope: { kind: 'deployment', deployment }, mode: 'throttle', share: 0.5 };
      const body = JSON.stringify({ reason: 'the board is new', ...wanted });
      const { since } = (await post('/v1/stops', body, 'application/json')) as { since: string };
      const routes = ['automatic', 'reviewed', 'automatic', 'fallback'];
      const made = Array.from({ length: 12 }, (_, n) => ({
        ...record({ deployment, subject: `prisoner-${n}`, route: routes[n % routes.length]! }),
        decidedAt: new Date(Date.parse(since) + n).toISOString(),
      }));
      await post('/v1/decisions', ndjson(...made), 'application/x-ndjson');
    },
    /** Opens an incident, as somebody does. */
    incident: (wanted: object) =>
      post(
        '/v1/incidents',
        JSON.stringify({
          ...{ title: 'Women are refused', severity: 'major', scope: { kind: 'deployment', deployment: DEPLOYMENT } },
          ...wanted,
        }),
        'application/json',
      ),
    /** Has another version tried out on a tenth of the people, as a developer does. */
    async tryOut(): Promise<void> {
      const version = `sha256:${'2'.repeat(64)}`;
      const versions = [{ model: 'compas', digest: version, label: 'the next one' }];
      await post('/v1/registry', JSON.stringify({ versions }), 'application/json');
      const canary = { deployment: DEPLOYMENT, version, share: 0.1, reason: 'it is to be seen on a few people' };
      await post('/v1/canaries', JSON.stringify(canary), 'application/json');
    },
    /** Has the deployment decide by a rule of cutoffs from now on, which is only observed. */
    async rule(): Promise<void> {
      const keys = [{ sex: 'f' }, { sex: 'm' }];
      const content = {
        ...{ tribune: 'rule/v1', attributes: ['sex'], favourable: 0, others: 0.5 },
        groups: keys.map((key, g) => ({ key, mixture: [{ cutoff: [0.6, 0.5][g], probability: 1 }] })),
        ...{ expected: { objective: 0.7, constraint: 0.4 }, constraint: 'demographic_parity', objective: 'accuracy' },
        people: keys.map((key) => ({
          ...{ key, n: 100, toFavourable: 4, toUnfavourable: 20 },
          ...{ selectionRate: 0.4, truePositiveRate: 0.6, falsePositiveRate: 0.3 },
        })),
        read: {
          ...{ score: 'score', scoreScale: 1, missing: [] },
          attributes: [{ name: 'sex', column: 'sex', bins: null }],
        },
        ...{ deployment: DEPLOYMENT, seedCommitment: null },
      };
      const digest = `sha256:${createHash('sha256').update(canonicalJson(content)).digest('hex')}`;
      const law = { acknowledged: ['eu', 'uk'], reason: 'reviewed by counsel' };
      const rule = {
        ...{ deployment: DEPLOYMENT, rule: digest, attributes: ['sex'] },
        ...{ constraint: content.constraint, objective: content.objective, draws: false },
        kept: { file: { ...content, digest }, mode: 'observe', ...law },
      };
      await post('/v1/rules', JSON.stringify(rule), 'application/json');
    },
    /** Has a gate stand before the deployment, which somebody has to sign and which lacks what it asks for. */
    async gate(): Promise<void> {
      const requires = [
        { id: 'model', kind: 'artifact' },
        { id: 'red-team', kind: 'attestation', what: 'attacked for two days', by: 'legal', withinDays: 365 },
      ];
      const gate = { deployment: DEPLOYMENT, mode: 'observe', requires, approvers: [{ role: 'validator' }] };
      await post('/v1/registry', JSON.stringify({ gates: [gate] }), 'application/json');
    },
    /** Tells from what the version that decides and the one that is tried out learned: from fewer women each time. */
    async trained(): Promise<void> {
      for (const [at, women] of [400, 200].entries())
        await post(
          '/v1/lineage/runs',
          JSON.stringify({
            ...{ name: `training ${at + 1}`, versions: [`sha256:${String(at + 1).repeat(64)}`] },
            data: [{ name: 'people', version: `${at + 1}`, groups: { sex: { f: women, m: 600 } } }],
          }),
          'application/json',
        );
    },
    /** Has a model's bytes kept, and a decision by it recorded that comes out the same; gives the id of the decision. */
    async replayable(): Promise<string> {
      await keepModel();
      // The model's answer for an age above 30: the logistic function of 1.5.
      const score = 1 / (1 + Math.exp(-1.5));
      const made = record({ deployment: KEPT, inputs: { age: 40, income: 1 }, score });
      await post('/v1/decisions', ndjson(made), 'application/x-ndjson');
      return String(made.id);
    },
    /** Has a gate stand before a deployment that lacks nothing but signatures, of a validator and of counsel. */
    async signable(): Promise<void> {
      await keepModel();
      const requires = [{ id: 'model', kind: 'artifact' }];
      const approvers = [{ role: 'validator' }, { role: 'legal' }];
      const gates = [{ deployment: KEPT, mode: 'enforce', requires, approvers }];
      await post('/v1/registry', JSON.stringify({ gates }), 'application/json');
    },
    /** Sends a decision of this moment of that deployment, and gives the codes by which it is refused; none where it is taken. */
    async decideNow(): Promise<string[]> {
      const made = { ...record({ deployment: KEPT }), decidedAt: new Date().toISOString() };
      const answer = await post('/v1/decisions', ndjson(made), 'application/x-ndjson');
      return (answer as { readonly rejected: readonly { readonly code: string }[] }).rejected.map(({ code }) => code);
    },
    /** Audits what was recorded, and gives the id of the audit. */
    async audit(policy: string): Promise<string> {
      const body = JSON.stringify({ deployment: DEPLOYMENT, policy });
      const { audit } = (await post('/v1/audits', body, 'application/json')) as { audit: { id: string } };
      return audit.id;
    },
    /** Sends decisions of so many hours: first as many women as men are selected, then hardly any. */
    async decide({ even, uneven, women = 'f' }: { even: number; uneven: number; women?: string }): Promise<void> {
      const hours = Array.from({ length: even + uneven }, (_, hour) =>
        decisionsOf({ hour, groups: { m: [50, 25], [women]: [50, hour < even ? 25 : 5] } }),
      );
      await post('/v1/decisions', ndjson(...hours.flat()), 'application/x-ndjson');
      await monitor.watches.followed();
      await monitor.run();
    },
    async close(): Promise<void> {
      await real.server.close();
      folder.remove();
    },
  };
}

export type ConsoleService = Awaited<ReturnType<typeof consoleService>>;
