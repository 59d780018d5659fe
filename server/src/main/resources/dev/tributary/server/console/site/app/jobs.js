// Jobs as they go on, followed by server-sent events.
import { useEffect, useState } from '../vendor/preact-htm.js';
import { api } from './api.js';

const ended = job => ['done', 'failed', 'cancelled'].includes(job.state);

/** All jobs, newest first, and a way to look again. Each that runs is followed until it ends. */
export function useJobs() {
  const [jobs, setJobs] = useState(null);
  const [problem, setProblem] = useState(null);
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    const put = job => setJobs(all => (all ?? []).map(other => (other.id === job.id ? job : other)));
    const failed = error => {
      if (!stop.signal.aborted) {
        setProblem(error);
      }
    };
    api.jobs().then(answer => {
      if (stop.signal.aborted) {
        return;
      }
      setJobs(answer.jobs);
      answer.jobs.filter(job => !ended(job)).forEach(job => api.follow(job.id, put, stop.signal).catch(failed));
    }, failed);
    return () => stop.abort();
  }, [looks]);
  return { jobs, problem, again: () => setLooks(n => n + 1) };
}
