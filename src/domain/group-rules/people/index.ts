export { type People, readBy, readPeople } from './read-people.js';
