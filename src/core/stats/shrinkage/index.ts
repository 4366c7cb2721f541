export { fitBetaBinomial } from './beta-binomial.js';
