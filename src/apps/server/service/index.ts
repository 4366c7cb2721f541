import { serviceCommands } from '../../cli/commands/service/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const service = defineRoom({
  name: 'service',
  title: 'The service itself',
  commands: serviceCommands,
  load: async () => (await import('./room.js')).serviceParts,
});
