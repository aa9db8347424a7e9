/* The binary runs on glibc 2.27 and later, as .NET does, whichever glibc it is linked with. Functions of which a later glibc has a newer
   version are bound to the version that 2.27 has; the linker is told to send their callers here (--wrap). They are jumps, so that
   what a function finds out about its caller stays as it is. */

#define OLDER(name, version) __asm__( \
    ".symver older_" #name ", " #name "@GLIBC_" version "\n" \
    ".pushsection .text.older, \"ax\", @progbits\n" \
    ".globl __wrap_" #name "\n" \
    ".type __wrap_" #name ", @function\n" \
    "__wrap_" #name ":\n" \
    "endbr64\n" \
    "jmp *older_" #name "@GOTPCREL(%rip)\n" \
    ".size __wrap_" #name ", . - __wrap_" #name "\n" \
    ".popsection\n")

OLDER(dladdr, "2.2.5");
OLDER(dlclose, "2.2.5");
OLDER(dlerror, "2.2.5");
OLDER(dlopen, "2.2.5");
OLDER(dlsym, "2.2.5");
OLDER(log, "2.2.5");
OLDER(pow, "2.2.5");
OLDER(pthread_attr_getstack, "2.2.5");
OLDER(pthread_attr_setstacksize, "2.2.5");
OLDER(pthread_condattr_setclock, "2.3.3");
OLDER(pthread_create, "2.2.5");
OLDER(pthread_getattr_np, "2.2.5");
OLDER(pthread_key_create, "2.2.5");
OLDER(pthread_kill, "2.2.5");
OLDER(pthread_mutexattr_destroy, "2.2.5");
OLDER(pthread_mutexattr_init, "2.2.5");
OLDER(pthread_mutexattr_settype, "2.2.5");
OLDER(pthread_once, "2.2.5");
OLDER(pthread_rwlock_rdlock, "2.2.5");
OLDER(pthread_rwlock_unlock, "2.2.5");
OLDER(pthread_rwlock_wrlock, "2.2.5");
OLDER(pthread_setname_np, "2.12");
OLDER(pthread_setspecific, "2.2.5");
OLDER(pthread_sigmask, "2.2.5");
OLDER(shm_open, "2.2.5");
OLDER(shm_unlink, "2.2.5");

/* From 2.34 on the C library runs the constructors of a program; before, the program's own start-up code did, which is no longer linked. */
typedef int program(int, char **, char **);
typedef void constructor(int, char **, char **);

extern constructor *__init_array_start[] __attribute__((visibility("hidden")));
extern constructor *__init_array_end[] __attribute__((visibility("hidden")));
extern void _init(void);

int older___libc_start_main(program *, int, char **, constructor *, void (*)(void), void (*)(void), void *);
__asm__(".symver older___libc_start_main, __libc_start_main@GLIBC_2.2.5");

static void construct(int count, char **arguments, char **environment)
{
    _init();
    for (constructor **next = __init_array_start; next < __init_array_end; next++)
    {
        (*next)(count, arguments, environment);
    }
}

int __wrap___libc_start_main(
    program *main, int count, char **arguments, constructor *init, void (*finish)(void), void (*unload)(void), void *stack)
{
    (void)init;
    return older___libc_start_main(main, count, arguments, construct, finish, unload, stack);
}
