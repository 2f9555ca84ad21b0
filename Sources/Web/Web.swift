// Web: the pages and answers of the host. It speaks HTTP; what should happen is Operations' to know.
