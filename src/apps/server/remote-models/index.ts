import { remoteModelCommands } from '../../cli/commands/remote-model/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const remoteModels = defineRoom({
  name: 'remote-models',
  title: 'Models behind a network',
  commands: remoteModelCommands,
  load: async () => (await import('./room.js')).remoteModelsParts,
});
