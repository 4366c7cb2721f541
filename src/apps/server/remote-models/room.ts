import { remoteModelEvents } from '../../../domain/remote-models/events/index.js';
import { remoteModelActs, remoteModelCheckJob, remoteModelReasons } from '../../../domain/remote-models/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { triedOutOf } from '../artifacts/tried-out.js';
import { Slots } from '../base/index.js';
import { remoteModelAccess } from './access.js';
import { remoteModelsConfiguration } from './configuration/index.js';
import { openRemoteModels } from './open-remote-models.js';
import { remoteModelRoutes } from './routes.js';

/** Checks that wait at once; each holds the rows of its canaries. */
const MOST_WAITING = 4;

export const remoteModelsParts = defineParts({
  access: remoteModelAccess,
  events: remoteModelEvents,
  acts: remoteModelActs,
  configuration: [remoteModelsConfiguration],
  reasons: remoteModelReasons,
  routes: remoteModelRoutes,
  open,
});

function open(context: RoomContext) {
  const remoteModels = openRemoteModels(context);
  const { checkInterval: everyMs } = context.configuration.read(remoteModelsConfiguration);
  const job = remoteModelCheckJob({ remoteModels, serving: () => servingNow(context), everyMs });
  return {
    deps: { remoteModels, slots: new Slots(MOST_WAITING, 'endpoints are being asked for their canaries') },
    jobs: everyMs === 0 ? [] : [job],
  };
}

/** Digests of the versions that deployments serve now, or that are tried out. */
async function servingNow({ registry, stopSwitch, nowMs }: RoomContext): Promise<string[]> {
  const { deployments } = await registry.snapshot();
  const atMs = nowMs();
  const served = deployments.flatMap(({ activations }) => {
    const active = activations.filter(({ fromMs }) => fromMs <= atMs).at(-1);
    return active === undefined ? [] : [active.version];
  });
  const triedOut = (await triedOutOf(stopSwitch)).flatMap(({ version, untilMs }) =>
    untilMs === null ? [version] : [],
  );
  return [...served, ...triedOut];
}
