/** Pages of the service. Its addresses and its state are passed in. */
export { ACCOUNT } from './account.js';
export { type ServicePage, servicePage } from './frame.js';
export { NOTHING, VERIFY } from './receipt.js';
export { SETUP, SIGN_IN, signedIn } from './sign-in.js';
export {
  type ShownDeployment,
  type ShownEvent,
  type ShownFollower,
  type ShownJob,
  type Status,
  statusPage,
  WELCOME,
} from './status.js';
export { SERVICE_STYLE } from './style.js';
