export {
  Administration,
  type AppliedChange,
  administrationActs,
} from './administration.js';
