import type { Acts } from '../../../domain/acts/index.js';
import { ruleRecordEvents } from '../../../domain/rule-records/events/index.js';
import { ruleRecordActs, ruleRecordReasons } from '../../../domain/rule-records/index.js';
import { searchRecordEvents } from '../../../domain/search-records/events/index.js';
import { searchRecordActs, searchRecordReasons } from '../../../domain/search-records/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { mitigationAccess } from './access.js';
import { mitigationRoutes } from './routes.js';

export const mitigationParts = defineParts({
  access: mitigationAccess,
  events: [...searchRecordEvents, ...ruleRecordEvents],
  acts: [...searchRecordActs, ...ruleRecordActs],
  reasons: [...searchRecordReasons, ...ruleRecordReasons],
  routes: mitigationRoutes,
  open,
});

function open({ registry, acts }: RoomContext) {
  const own = acts as unknown as Acts<object>;
  const systems = async () => (await registry.snapshot()).systems;
  const deployments = async () => (await registry.snapshot()).deployments;
  return { deps: { searches: { systems, acts: own }, rules: { deployments, acts: own } } };
}
