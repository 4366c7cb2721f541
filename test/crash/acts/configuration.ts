import { readConfiguration, type ServiceConfiguration } from '../../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../../src/apps/rooms/index.js';

/** Models behind a network are asked on this machine alone. */
const TEXT = 'tribune: service/v1\nremoteModels: { hosts: { 127.0.0.1: { privateAddress: true } } }\n';

/** The configuration under which scenarios are played. */
export const scenarioConfiguration = async (): Promise<ServiceConfiguration> =>
  readConfiguration(sectionsOf(await loadRooms()), { path: 'tribune.yaml', text: TEXT });
