export { type LeastShare, type RerankedGroup, type Reranking, rerank } from './rerank.js';
