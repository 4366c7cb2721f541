import { defineRoom } from '../../rooms/define/index.js';

export const intake = defineRoom({
  name: 'intake',
  title: 'Decisions from other programs',
  load: async () => (await import('./room.js')).intakeParts,
});
