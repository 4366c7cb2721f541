/** What the monitor shows, to whom. */

export { ChangeFeed } from './change-feed.js';
export {
  type CountedBlock,
  MonitorView,
  type NumberedChange,
  type Sight,
  type WatchedDeployment,
} from './monitor-view.js';
