namespace pantau { }
