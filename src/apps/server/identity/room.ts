import { identityEvents } from '../../../domain/identity/events/index.js';
import { identityActs, identityReasons, identitySettings } from '../../../domain/identity/index.js';
import { settingsEvents } from '../../../domain/settings/events/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import type { ServerSide } from '../http/server-side.js';
import { identityAccess } from './access.js';
import { accountRoutes } from './accounts.js';
import { openIdConfiguration } from './configuration/index.js';
import { keyRoutes } from './keys.js';
import { nameRoutes } from './names.js';
import { OpenIdLogins, openIdRoutes } from './openid.js';
import { passkeyRoutes } from './passkeys.js';
import { identityServices } from './services.js';
import { PasswordTries, sessionRoutes } from './sessions.js';
import { setupRoutes } from './setup.js';

export const identityParts = defineParts({
  reasons: identityReasons,
  access: identityAccess,
  events: [...identityEvents, ...settingsEvents],
  acts: identityActs,
  settings: identitySettings,
  configuration: [openIdConfiguration],
  services: identityServices,
  routes: [
    ...setupRoutes,
    ...sessionRoutes,
    ...passkeyRoutes,
    ...openIdRoutes,
    ...keyRoutes,
    ...accountRoutes,
    ...nameRoutes,
  ],
  open,
});

function open(context: RoomContext) {
  const logins = new OpenIdLogins(context);
  return {
    deps: { ...context, passwords: new PasswordTries(context), logins },
    serve: ({ openId }: ServerSide) => logins.configure(openId),
  };
}
