import { type ServicePage, servicePage } from '../../../domain/documents/service/index.js';

/** Address of the style sheet on this service. */
export const STYLE_ADDRESS = '/assets/style.css';

/** Prints a page as this service sends it; its scripts are the compiled modules of this folder. */
export const printPage = (page: ServicePage): string =>
  servicePage({ style: STYLE_ADDRESS, script: (name) => `/modules/apps/server/pages/${name}.js` }, page);
