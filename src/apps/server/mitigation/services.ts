import { deploymentRuleTables } from '../../../adapters/postgres/deployment-rules/index.js';
import { KnownRules } from '../../../domain/rule-records/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';

/** Makes the rules that deployments decide by, against which the taking in of decisions holds them. */
export function mitigationServices({ store, runtime, rules: source }: ServiceContext): MadeServices<'rules'> {
  const rules = new KnownRules({
    store: store.of(deploymentRuleTables).deploymentRules,
    crypto: runtime,
    nowMs: () => runtime.nowMs(),
  });
  rules.open();
  source.follow(() => rules.current());
  return { services: { rules }, closers: [() => rules.close()] };
}
