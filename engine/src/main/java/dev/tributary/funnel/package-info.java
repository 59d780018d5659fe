/**
 * The funnel (漏斗): a request's way through retrieval → pre-ranking → ranking → re-ranking, each with a budget, to a page
 * that explains itself; a channel that fails or is late costs its candidates, not the page.
 *
 * <p>Main types: {@link dev.tributary.funnel.Funnel}, {@link dev.tributary.funnel.Request}, {@link
 * dev.tributary.funnel.Page}. Depends on {@code reranking, ranking, retrieval, live, model, catalog, data, math}.
 */
@NullMarked
package dev.tributary.funnel;

import org.jspecify.annotations.NullMarked;
