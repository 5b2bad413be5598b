// Loaded into a service before its program: collects every two seconds, so that its lowest heap is what stays. By itself it
// may do so once in minutes, and a short run would compare one moment's garbage with another's.
setInterval(() => globalThis.gc?.(), 2000).unref()
