import type { GateSubject } from '../../../core/gates/index.js';
import { activeAt } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';

/** What a deployment serves at a time; null for nothing. */
export function subjectNow(
  { deployments }: Pick<RegistrySnapshot, 'deployments'>,
  deployment: string,
  atMs: number,
): GateSubject | null {
  const found = deployments.find(({ id }) => id === deployment);
  return (found === undefined ? undefined : activeAt(found, atMs)) ?? null;
}
