export { type Explaining, type Held, heldBy, type Silence } from './held.js';
export { fits, type Matcher, matchersOf, matches } from './matcher.js';
export {
  type GroupCounts,
  type GroupPlan,
  type GroupTold,
  HELD_LOOK_MS,
  type NoticeKind,
  type PlannedNotice,
  planGroup,
} from './notices.js';
export {
  type AlertRoute,
  channelsAt,
  type Escalation,
  groupKey,
  groupLabels,
  type Inhibition,
  routesFor,
} from './routing.js';
