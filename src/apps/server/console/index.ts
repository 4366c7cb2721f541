import { defineRoom } from '../../rooms/define/index.js';

export const console = defineRoom({
  name: 'console',
  title: 'The console',
  load: async () => (await import('./room.js')).consoleParts,
});
