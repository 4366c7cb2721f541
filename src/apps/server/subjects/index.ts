import { defineRoom } from '../../rooms/define/index.js';

export const subjects = defineRoom({
  name: 'subjects',
  title: 'Rights of the people decided about',
  load: async () => (await import('./room.js')).subjectsParts,
});
