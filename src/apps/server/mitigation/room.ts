import { deploymentRuleTables } from '../../../adapters/postgres/deployment-rules/index.js';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import type { Acts } from '../../../domain/acts/index.js';
import { ruleRecordEvents } from '../../../domain/rule-records/events/index.js';
import { type RuleStores, ruleRecordActs, ruleRecordReasons } from '../../../domain/rule-records/index.js';
import { searchRecordEvents } from '../../../domain/search-records/events/index.js';
import { searchRecordActs, searchRecordReasons } from '../../../domain/search-records/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { mitigationAccess } from './access.js';
import { type MitigationRouteDeps, mitigationRoutes } from './routes.js';
import { ruleRoutes } from './rule-routes.js';
import { mitigationServices } from './services.js';

export const mitigationParts = defineParts<MitigationRouteDeps>({
  access: mitigationAccess,
  events: [...searchRecordEvents, ...ruleRecordEvents],
  acts: [...searchRecordActs, ...ruleRecordActs],
  reasons: [...searchRecordReasons, ...ruleRecordReasons],
  tables: [deploymentRuleTables],
  services: mitigationServices,
  routes: [...mitigationRoutes, ...ruleRoutes],
  open,
});

function open({ registry, acts, rules, ingest, stopSwitch, storesOf }: RoomContext) {
  const systems = async () => (await registry.snapshot()).systems;
  return {
    deps: {
      searches: { systems, acts: acts as unknown as Acts<object> },
      rules: {
        registry: () => registry.snapshot(),
        acts: acts as unknown as Acts<RuleStores>,
        crypto: nodeRuntime,
        onChange: () => rules.changed(),
      },
      known: rules,
      // Stores are looked up when they are used: a room is opened before a service without tables needs them.
      kept: () => storesOf(deploymentRuleTables).deploymentRules.rules(),
      ...{ ingest, stopSwitch },
    },
  };
}
