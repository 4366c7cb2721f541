/** What the monitor shows, to whom. */

export { ChangeFeed } from './change-feed.js';
export {
  type CountedBlock,
  MonitorView,
  type NumberedChange,
  REFUSED,
  type RefusedDeployment,
  type Sight,
  type WatchedDeployment,
} from './monitor-view.js';
