import { defineRoom } from '../../rooms/define/index.js';

export const acts = defineRoom({
  name: 'acts',
  title: 'Acts that take two persons',
  load: async () => (await import('./room.js')).actsParts,
});
