export { type People, readPeople } from './read-people.js';
