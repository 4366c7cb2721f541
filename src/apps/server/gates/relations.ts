import type { ServerDeps } from '../base/index.js';
import type { Call } from '../http/route.js';

/** Whether the caller owns the system of a deployment, or is the deputy of who does. */
export async function answersFor(
  caller: Call['caller'],
  deployment: string,
  registry: Pick<ServerDeps['registry'], 'snapshot'>,
): Promise<readonly 'answers-for'[]> {
  if (caller.kind !== 'account') return [];
  const { deployments, models, systems } = await registry.snapshot();
  const model = deployments.find(({ id }) => id === deployment)?.model;
  const id = models.find((one) => one.id === model)?.system;
  const system = systems.find((one) => one.id === id);
  return system !== undefined && [system.owner, system.deputy].includes(caller.name) ? ['answers-for'] : [];
}
