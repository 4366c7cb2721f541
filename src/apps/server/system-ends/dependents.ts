import { controlTables } from '../../../adapters/postgres/controls/index.js';
import { deploymentRuleTables } from '../../../adapters/postgres/deployment-rules/index.js';
import { explanationTables } from '../../../adapters/postgres/explanations/index.js';
import { incidentTables } from '../../../adapters/postgres/incidents/index.js';
import { oversightTables } from '../../../adapters/postgres/oversight/index.js';
import type { Dependent, DependentKind, Dependents } from '../../../domain/system-ends/index.js';
import type { RoomContext } from '../../rooms/define/index.js';

/** Most cases of the system, and most offers of the whole service, that are looked at; with more it is said that there are more. */
const LOOKED_AT = 2000;
/** Things of one kind that are named. */
const NAMED = 5;

/** Looks at what depends on a system, one kind after the other. */
export async function dependentsOf(context: RoomContext, system: string): Promise<Dependents> {
  const { registry, explained, nowMs, storesOf } = context;
  const { models, deployments } = await registry.snapshot();
  const own = new Set(models.flatMap((model) => (model.system === system ? [model.id] : [])));
  const ids = deployments.flatMap(({ id, model }) => (own.has(model) ? [id] : []));
  const isOwn = (deployment: string | null): boolean => deployment !== null && ids.includes(deployment);
  const told = (kind: DependentKind, names: readonly string[], isMore = false): Dependent[] =>
    names.length === 0 && !isMore ? [] : [{ kind, n: names.length, isMore, some: names.slice(0, NAMED) }];

  const cases = await storesOf(oversightTables).cases.undecidedOf(ids, LOOKED_AT + 1);
  const open = await storesOf(incidentTables).incidents.open();
  const offers = await storesOf(explanationTables).explanations.offers({
    atMs: nowMs(),
    after: null,
    limit: LOOKED_AT + 1,
  });
  const offered: string[] = [];
  for (const { decision } of ids.length === 0 ? [] : offers.slice(0, LOOKED_AT))
    if (isOwn(await explained.deploymentOf(decision))) offered.push(decision);
  const rules = await storesOf(deploymentRuleTables).deploymentRules.rules();
  const audits = (await storesOf(controlTables).entryIndex.about(ids)).filter(({ type }) => type === 'audit.run');
  const last = audits.toSorted((a, b) => b.atMs - a.atMs)[0];
  return {
    dependents: [
      ...told('deployment', ids),
      ...told(
        'case',
        cases.slice(0, LOOKED_AT).map(({ record }) => record.id),
        cases.length > LOOKED_AT,
      ),
      ...told(
        'incident',
        open.flatMap((one) => (one.system === system ? [one.id] : [])),
      ),
      ...told('offer', offered, ids.length > 0 && offers.length > LOOKED_AT),
      ...told(
        'rule',
        rules.flatMap(({ id, deployment, untilMs }) => (untilMs === null && isOwn(deployment) ? [id] : [])),
      ),
    ],
    lastAudit: last === undefined ? null : { id: last.ref, atMs: last.atMs },
  };
}
