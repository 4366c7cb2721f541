import { readConfiguration, type ServiceConfiguration } from '../../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../../src/apps/rooms/index.js';

/** Ports of the models behind a network: the configuration names each, and processes that run side by side want different ones. */
export const MODEL_PORTS: readonly number[] = Array.from({ length: 64 }, (_, i) => 24_600 + i);

/** Models behind a network are asked on this machine alone. */
const HOSTS = MODEL_PORTS.map((port) => `"127.0.0.1:${port}": { privateAddress: true }`);
const TEXT = `tribune: service/v1\nremoteModels: { hosts: { ${HOSTS.join(', ')} } }\n`;

/** The configuration under which scenarios are played. */
export const scenarioConfiguration = async (): Promise<ServiceConfiguration> =>
  readConfiguration(sectionsOf(await loadRooms()), { path: 'tribune.yaml', text: TEXT });
