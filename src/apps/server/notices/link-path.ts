import { PERSON } from '../../../domain/person-pages/index.js';

/** Path of the page behind a link. The service logs routes and never addresses. */
export const linkPath = (code: string): string => `${PERSON.enter}/${code}`;
