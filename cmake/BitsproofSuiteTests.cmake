# CTest cases that run the conformance suite itself.
